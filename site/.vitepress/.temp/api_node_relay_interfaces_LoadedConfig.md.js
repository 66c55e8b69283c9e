import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LoadedConfig","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/LoadedConfig.md","filePath":"api/node/relay/interfaces/LoadedConfig.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/LoadedConfig.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / LoadedConfig</p><h1 id="interface-loadedconfig" tabindex="-1">Interface: LoadedConfig <a class="header-anchor" href="#interface-loadedconfig" aria-label="Permalink to &quot;Interface: LoadedConfig&quot;">​</a></h1><p>A configuration that can be used: valid, with its secrets resolved and its files read.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="config" tabindex="-1">config <a class="header-anchor" href="#config" aria-label="Permalink to &quot;config&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>config</strong>: <a href="./RelayConfig.html"><code>RelayConfig</code></a></p></blockquote><p>Overrides included; paths are absolute.</p><hr><h3 id="file" tabindex="-1">file? <a class="header-anchor" href="#file" aria-label="Permalink to &quot;file?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>file?</strong>: <code>string</code></p></blockquote><p>Path of the file as it was given.</p><hr><h3 id="isempty" tabindex="-1">isEmpty <a class="header-anchor" href="#isempty" aria-label="Permalink to &quot;isEmpty&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isEmpty</strong>: <code>boolean</code></p></blockquote><p>Whether a file was read that states nothing.</p><hr><h3 id="sources" tabindex="-1">sources <a class="header-anchor" href="#sources" aria-label="Permalink to &quot;sources&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sources</strong>: <code>SourceMap</code></p></blockquote><p>Where the file states what.</p><hr><h3 id="tls" tabindex="-1">tls <a class="header-anchor" href="#tls" aria-label="Permalink to &quot;tls&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>tls</strong>: <code>TlsMaterial</code> | <code>null</code></p></blockquote><p>The certificate and its key, where there are any.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/LoadedConfig.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LoadedConfig = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LoadedConfig as default
};
