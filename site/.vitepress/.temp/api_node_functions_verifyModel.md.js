import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: verifyModel()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/verifyModel.md","filePath":"api/node/functions/verifyModel.md"}');
const _sfc_main = { name: "api/node/functions/verifyModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / verifyModel</p><h1 id="function-verifymodel" tabindex="-1">Function: verifyModel() <a class="header-anchor" href="#function-verifymodel" aria-label="Permalink to &quot;Function: verifyModel()&quot;">​</a></h1><blockquote><p><strong>verifyModel</strong>(<code>dir</code>, <code>onCheck?</code>): <code>Promise</code>&lt;<a href="./../interfaces/VerifiedModel.html"><code>VerifiedModel</code></a>&gt;</p></blockquote><p>Checks a model&#39;s folder as far as it can be checked without its author: manifest, hashes, shapes, values, parity with its test vectors, that streamed equals whole (no frame depends on more than the context and the delay that are stated), that sound comes out where it went in, and the speed on this machine.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="dir" tabindex="-1">dir <a class="header-anchor" href="#dir" aria-label="Permalink to &quot;dir&quot;">​</a></h3><p><code>string</code></p><h3 id="oncheck" tabindex="-1">onCheck? <a class="header-anchor" href="#oncheck" aria-label="Permalink to &quot;onCheck?&quot;">​</a></h3><p>called after each check</p><h4 id="oncheck-1" tabindex="-1">onCheck? <a class="header-anchor" href="#oncheck-1" aria-label="Permalink to &quot;onCheck?&quot;">​</a></h4><p>(<code>check</code>) =&gt; <code>void</code></p><h4 id="signal" tabindex="-1">signal? <a class="header-anchor" href="#signal" aria-label="Permalink to &quot;signal?&quot;">​</a></h4><p><a href="./../../index/interfaces/AbortSignalLike.html"><code>AbortSignalLike</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/VerifiedModel.html"><code>VerifiedModel</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED for what does not hold; ABORTED</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/verifyModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const verifyModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  verifyModel as default
};
