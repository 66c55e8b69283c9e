import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: selectKernels()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/selectKernels.md","filePath":"api/node/functions/selectKernels.md"}');
const _sfc_main = { name: "api/node/functions/selectKernels.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / selectKernels</p><h1 id="function-selectkernels" tabindex="-1">Function: selectKernels() <a class="header-anchor" href="#function-selectkernels" aria-label="Permalink to &quot;Function: selectKernels()&quot;">​</a></h1><blockquote><p><strong>selectKernels</strong>(): <a href="./../../index/interfaces/Kernels.html"><code>Kernels</code></a></p></blockquote><p>The fastest kernels: each native from its size in NATIVE_FROM on, TypeScript below.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/interfaces/Kernels.html"><code>Kernels</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/selectKernels.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const selectKernels = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  selectKernels as default
};
