import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: bytesPerFramePlane","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/bytesPerFramePlane.md","filePath":"api/index/variables/bytesPerFramePlane.md"}');
const _sfc_main = { name: "api/index/variables/bytesPerFramePlane.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / bytesPerFramePlane</p><h1 id="variable-bytesperframeplane" tabindex="-1">Variable: bytesPerFramePlane <a class="header-anchor" href="#variable-bytesperframeplane" aria-label="Permalink to &quot;Variable: bytesPerFramePlane&quot;">​</a></h1><blockquote><p><code>const</code> <strong>bytesPerFramePlane</strong>: (<code>format</code>) =&gt; <code>number</code></p></blockquote><p>Bytes of one bit plane of one frame.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="format" tabindex="-1">format <a class="header-anchor" href="#format" aria-label="Permalink to &quot;format&quot;">​</a></h3><p><code>Pick</code>&lt;<a href="./../interfaces/CodecFormat.html"><code>CodecFormat</code></a>, <code>&quot;latentSize&quot;</code>&gt;</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>number</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/bytesPerFramePlane.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const bytesPerFramePlane = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  bytesPerFramePlane as default
};
