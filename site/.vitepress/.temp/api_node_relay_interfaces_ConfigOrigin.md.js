import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ConfigOrigin","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ConfigOrigin.md","filePath":"api/node/relay/interfaces/ConfigOrigin.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ConfigOrigin.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ConfigOrigin</p><h1 id="interface-configorigin" tabindex="-1">Interface: ConfigOrigin <a class="header-anchor" href="#interface-configorigin" aria-label="Permalink to &quot;Interface: ConfigOrigin&quot;">​</a></h1><p>Where a configuration comes from.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./StationOptions.html"><code>StationOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="env" tabindex="-1">env <a class="header-anchor" href="#env" aria-label="Permalink to &quot;env&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>env</strong>: <code>Readonly</code>&lt;<code>Record</code>&lt;<code>string</code>, <code>string</code> | <code>undefined</code>&gt;&gt;</p></blockquote><p>Of the environment, for <code>\${NAME}</code>.</p><hr><h3 id="file" tabindex="-1">file? <a class="header-anchor" href="#file" aria-label="Permalink to &quot;file?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>file?</strong>: <code>string</code></p></blockquote><p>Path of the YAML file; undefined for the defaults.</p><hr><h3 id="overrides" tabindex="-1">overrides? <a class="header-anchor" href="#overrides" aria-label="Permalink to &quot;overrides?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>overrides?</strong>: <a href="./ConfigOverrides.html"><code>ConfigOverrides</code></a></p></blockquote><p>Holds over the file.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ConfigOrigin.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConfigOrigin = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConfigOrigin as default
};
