import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ConnectionPage","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ConnectionPage.md","filePath":"api/node/relay/interfaces/ConnectionPage.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ConnectionPage.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ConnectionPage</p><h1 id="interface-connectionpage" tabindex="-1">Interface: ConnectionPage <a class="header-anchor" href="#interface-connectionpage" aria-label="Permalink to &quot;Interface: ConnectionPage&quot;">​</a></h1><p>A part of a channel&#39;s connections.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="connections" tabindex="-1">connections <a class="header-anchor" href="#connections" aria-label="Permalink to &quot;connections&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>connections</strong>: readonly <a href="./ConnectionInfo.html"><code>ConnectionInfo</code></a>[]</p></blockquote><hr><h3 id="next" tabindex="-1">next <a class="header-anchor" href="#next" aria-label="Permalink to &quot;next&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>next</strong>: <code>number</code> | <code>null</code></p></blockquote><p>What <code>after</code> must be for the next part; null where this was the last.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ConnectionPage.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectionPage = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectionPage as default
};
