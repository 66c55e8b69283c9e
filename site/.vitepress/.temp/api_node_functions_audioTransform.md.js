import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: audioTransform()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/audioTransform.md","filePath":"api/node/functions/audioTransform.md"}');
const _sfc_main = { name: "api/node/functions/audioTransform.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / audioTransform</p><h1 id="function-audiotransform" tabindex="-1">Function: audioTransform() <a class="header-anchor" href="#function-audiotransform" aria-label="Permalink to &quot;Function: audioTransform()&quot;">​</a></h1><blockquote><p><strong>audioTransform</strong>(<code>options?</code>): <code>Transform</code></p></blockquote><p>Bytes of an audio file → <code>AudioData</code>, which states its rate and channels, as a Node stream: the decoder before <a href="./encodeTransform.html">encodeTransform</a>. It reads what <a href="./openAudio.html">openAudio</a> reads of a stream.</p><p>The stream is destroyed with what <a href="./openAudio.html">openAudio</a> throws.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/AudioTransformOptions.html"><code>AudioTransformOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Transform</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError naming a wrong option</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/audioTransform.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const audioTransform = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  audioTransform as default
};
