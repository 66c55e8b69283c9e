import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: encodeStream()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/encodeStream.md","filePath":"api/index/functions/encodeStream.md"}');
const _sfc_main = { name: "api/index/functions/encodeStream.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / encodeStream</p><h1 id="function-encodestream" tabindex="-1">Function: encodeStream() <a class="header-anchor" href="#function-encodestream" aria-label="Permalink to &quot;Function: encodeStream()&quot;">​</a></h1><blockquote><p><strong>encodeStream</strong>(<code>options</code>): <code>TransformStream</code>&lt;<a href="./../type-aliases/PcmChunk.html"><code>PcmChunk</code></a>, <code>Uint8Array</code>&lt;<code>ArrayBufferLike</code>&gt;&gt;</p></blockquote><p>Audio → bytes of an <code>.lc</code> file, as a Web stream: <code>readable.pipeThrough(encodeStream({ model, sampleRateHz, channels }))</code>. The header comes with the first block. What nobody reads is not computed.</p><p>The stream errors with CodecError AUDIO_FORMAT for a chunk of another form than those before, MODEL_FAILED; TypeError for a chunk that is no audio; the signal&#39;s reason.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/EncodeStreamOptions.html"><code>EncodeStreamOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>TransformStream</code>&lt;<a href="./../type-aliases/PcmChunk.html"><code>PcmChunk</code></a>, <code>Uint8Array</code>&lt;<code>ArrayBufferLike</code>&gt;&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming an option that is outside its range</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/encodeStream.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const encodeStream = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  encodeStream as default
};
