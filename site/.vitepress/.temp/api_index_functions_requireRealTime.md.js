import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: requireRealTime()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/requireRealTime.md","filePath":"api/index/functions/requireRealTime.md"}');
const _sfc_main = { name: "api/index/functions/requireRealTime.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / requireRealTime</p><h1 id="function-requirerealtime" tabindex="-1">Function: requireRealTime() <a class="header-anchor" href="#function-requirerealtime" aria-label="Permalink to &quot;Function: requireRealTime()&quot;">​</a></h1><blockquote><p><strong>requireRealTime</strong>(<code>__namedParameters</code>): <code>void</code></p></blockquote><p>Refuses a model that computes slower than sound comes.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="namedparameters" tabindex="-1">__namedParameters <a class="header-anchor" href="#namedparameters" aria-label="Permalink to &quot;\\_\\_namedParameters&quot;">​</a></h3><p><a href="./../interfaces/ModelSpeed.html"><code>ModelSpeed</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>void</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError MODEL_FAILED with the figure when it is too slow for a stream</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/requireRealTime.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const requireRealTime = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  requireRealTime as default
};
