import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: encodeTransform()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/encodeTransform.md","filePath":"api/node/functions/encodeTransform.md"}');
const _sfc_main = { name: "api/node/functions/encodeTransform.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / encodeTransform</p><h1 id="function-encodetransform" tabindex="-1">Function: encodeTransform() <a class="header-anchor" href="#function-encodetransform" aria-label="Permalink to &quot;Function: encodeTransform()&quot;">​</a></h1><blockquote><p><strong>encodeTransform</strong>(<code>options</code>): <code>Transform</code></p></blockquote><p>Audio → bytes of an <code>.lc</code> file, as a Node stream: <a href="./../../index/functions/encodeStream.html">encodeStream</a> for <code>pipe</code> and <code>pipeline</code>. It takes Float32Array and AudioData, and Buffers of PCM where <code>encoding</code> is given. <code>signal</code> destroys it with an AbortError.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../../index/interfaces/EncodeStreamOptions.html"><code>EncodeStreamOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Transform</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming an option that is outside its range</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/encodeTransform.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const encodeTransform = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  encodeTransform as default
};
