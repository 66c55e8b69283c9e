import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LossyCloseEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LossyCloseEvent.md","filePath":"api/index/interfaces/LossyCloseEvent.md"}');
const _sfc_main = { name: "api/index/interfaces/LossyCloseEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LossyCloseEvent</p><h1 id="interface-lossycloseevent" tabindex="-1">Interface: LossyCloseEvent <a class="header-anchor" href="#interface-lossycloseevent" aria-label="Permalink to &quot;Interface: LossyCloseEvent&quot;">​</a></h1><p>Why a <a href="./LossyLink.html">LossyLink</a> is closed: by either end (no <code>error</code>), or because it failed.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="error" tabindex="-1">error? <a class="header-anchor" href="#error" aria-label="Permalink to &quot;error?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>error?</strong>: <code>Error</code></p></blockquote><hr><h3 id="reason" tabindex="-1">reason <a class="header-anchor" href="#reason" aria-label="Permalink to &quot;reason&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>reason</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LossyCloseEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LossyCloseEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LossyCloseEvent as default
};
