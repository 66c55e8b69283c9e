import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AudioTransformOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/AudioTransformOptions.md","filePath":"api/node/interfaces/AudioTransformOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/AudioTransformOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / AudioTransformOptions</p><h1 id="interface-audiotransformoptions" tabindex="-1">Interface: AudioTransformOptions <a class="header-anchor" href="#interface-audiotransformoptions" aria-label="Permalink to &quot;Interface: AudioTransformOptions&quot;">​</a></h1><p>What <a href="./../functions/audioTransform.html">audioTransform</a> may be ended with.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="signal" tabindex="-1">signal? <a class="header-anchor" href="#signal" aria-label="Permalink to &quot;signal?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>signal?</strong>: <code>AbortSignal</code></p></blockquote><p>Destroys the stream with an AbortError.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="onwarning" tabindex="-1">onWarning()? <a class="header-anchor" href="#onwarning" aria-label="Permalink to &quot;onWarning()?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>onWarning</strong>(<code>message</code>, <code>isLoss</code>): <code>void</code></p></blockquote><p>Takes faults of the audio that did not end it, as sentences, when it has been read; <code>isLoss</code>: audio is missing.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h5><p><code>string</code></p><h5 id="isloss" tabindex="-1">isLoss <a class="header-anchor" href="#isloss" aria-label="Permalink to &quot;isLoss&quot;">​</a></h5><p><code>boolean</code></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/AudioTransformOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioTransformOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioTransformOptions as default
};
