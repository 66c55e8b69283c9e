import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: loadNativeKernels()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/loadNativeKernels.md","filePath":"api/node/functions/loadNativeKernels.md"}');
const _sfc_main = { name: "api/node/functions/loadNativeKernels.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / loadNativeKernels</p><h1 id="function-loadnativekernels" tabindex="-1">Function: loadNativeKernels() <a class="header-anchor" href="#function-loadnativekernels" aria-label="Permalink to &quot;Function: loadNativeKernels()&quot;">​</a></h1><blockquote><p><strong>loadNativeKernels</strong>(): { <code>isPrebuilt?</code>: <code>boolean</code>; <code>kernels</code>: <a href="./../../index/interfaces/Kernels.html"><code>Kernels</code></a>; } | { <code>reason</code>: <code>string</code>; }</p></blockquote><p>The addon&#39;s kernels, used at every size; or the reason why there are none: it was not built, does not load on this machine, or is switched off. Never throws.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p>{ <code>isPrebuilt?</code>: <code>boolean</code>; <code>kernels</code>: <a href="./../../index/interfaces/Kernels.html"><code>Kernels</code></a>; } | { <code>reason</code>: <code>string</code>; }</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/loadNativeKernels.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const loadNativeKernels = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  loadNativeKernels as default
};
