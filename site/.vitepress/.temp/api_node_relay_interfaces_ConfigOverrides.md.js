import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ConfigOverrides","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ConfigOverrides.md","filePath":"api/node/relay/interfaces/ConfigOverrides.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ConfigOverrides.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ConfigOverrides</p><h1 id="interface-configoverrides" tabindex="-1">Interface: ConfigOverrides <a class="header-anchor" href="#interface-configoverrides" aria-label="Permalink to &quot;Interface: ConfigOverrides&quot;">​</a></h1><p>What the command line states; it holds over the file.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="host" tabindex="-1">host? <a class="header-anchor" href="#host" aria-label="Permalink to &quot;host?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>host?</strong>: <code>string</code></p></blockquote><hr><h3 id="open" tabindex="-1">open? <a class="header-anchor" href="#open" aria-label="Permalink to &quot;open?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>open?</strong>: <code>boolean</code></p></blockquote><hr><h3 id="port" tabindex="-1">port? <a class="header-anchor" href="#port" aria-label="Permalink to &quot;port?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>port?</strong>: <code>number</code></p></blockquote><hr><h3 id="workers" tabindex="-1">workers? <a class="header-anchor" href="#workers" aria-label="Permalink to &quot;workers?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>workers?</strong>: <code>number</code> | <code>&quot;auto&quot;</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ConfigOverrides.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConfigOverrides = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConfigOverrides as default
};
