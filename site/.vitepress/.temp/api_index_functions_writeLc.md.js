import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: writeLc()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/writeLc.md","filePath":"api/index/functions/writeLc.md"}');
const _sfc_main = { name: "api/index/functions/writeLc.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / writeLc</p><h1 id="function-writelc" tabindex="-1">Function: writeLc() <a class="header-anchor" href="#function-writelc" aria-label="Permalink to &quot;Function: writeLc()&quot;">​</a></h1><blockquote><p><strong>writeLc</strong>(<code>header</code>, <code>blocks</code>, <code>totalSamples</code>, <code>originalSamples?</code>): <code>Uint8Array</code></p></blockquote><p>A whole file as bytes; <a href="./../classes/LcWriter.html">LcWriter</a> states the conditions for the blocks.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="header" tabindex="-1">header <a class="header-anchor" href="#header" aria-label="Permalink to &quot;header&quot;">​</a></h3><p><a href="./../interfaces/LcHeader.html"><code>LcHeader</code></a></p><h3 id="blocks" tabindex="-1">blocks <a class="header-anchor" href="#blocks" aria-label="Permalink to &quot;blocks&quot;">​</a></h3><p><code>Iterable</code>&lt;<a href="./../interfaces/FrameBlock.html"><code>FrameBlock</code></a>&gt;</p><h3 id="totalsamples" tabindex="-1">totalSamples <a class="header-anchor" href="#totalsamples" aria-label="Permalink to &quot;totalSamples&quot;">​</a></h3><p><code>number</code></p><h3 id="originalsamples" tabindex="-1">originalSamples? <a class="header-anchor" href="#originalsamples" aria-label="Permalink to &quot;originalSamples?&quot;">​</a></h3><p><code>number</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Uint8Array</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/writeLc.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const writeLc = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  writeLc as default
};
