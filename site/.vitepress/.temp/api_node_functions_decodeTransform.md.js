import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: decodeTransform()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/decodeTransform.md","filePath":"api/node/functions/decodeTransform.md"}');
const _sfc_main = { name: "api/node/functions/decodeTransform.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / decodeTransform</p><h1 id="function-decodetransform" tabindex="-1">Function: decodeTransform() <a class="header-anchor" href="#function-decodetransform" aria-label="Permalink to &quot;Function: decodeTransform()&quot;">​</a></h1><blockquote><p><strong>decodeTransform</strong>(<code>options</code>): <code>Transform</code></p></blockquote><p>Bytes of an <code>.lc</code> file → audio, as a Node stream: <a href="./../../index/functions/decodeStream.html">decodeStream</a> for <code>pipe</code> and <code>pipeline</code>. It gives Float32Array, or Buffers of PCM where <code>encoding</code> is given. <code>signal</code> destroys it with an AbortError.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../../index/interfaces/DecodeStreamOptions.html"><code>DecodeStreamOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Transform</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming an option that is outside its range</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/decodeTransform.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const decodeTransform = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  decodeTransform as default
};
