import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: EncoderStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/EncoderStats.md","filePath":"api/index/interfaces/EncoderStats.md"}');
const _sfc_main = { name: "api/index/interfaces/EncoderStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / EncoderStats</p><h1 id="interface-encoderstats" tabindex="-1">Interface: EncoderStats <a class="header-anchor" href="#interface-encoderstats" aria-label="Permalink to &quot;Interface: EncoderStats&quot;">​</a></h1><p>Counters since the encoder was made; plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>Latent frames so far.</p><hr><h3 id="invalidsamples" tabindex="-1">invalidSamples <a class="header-anchor" href="#invalidsamples" aria-label="Permalink to &quot;invalidSamples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>invalidSamples</strong>: <code>number</code></p></blockquote><p>Input samples that were NaN or infinite and became 0.</p><hr><h3 id="modelms" tabindex="-1">modelMs <a class="header-anchor" href="#modelms" aria-label="Permalink to &quot;modelMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>modelMs</strong>: <code>number</code></p></blockquote><p>Time spent in the model, in ms: as the model states it, or by the constructor&#39;s clock <code>now</code>.</p><hr><h3 id="samples" tabindex="-1">samples <a class="header-anchor" href="#samples" aria-label="Permalink to &quot;samples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>samples</strong>: <code>number</code></p></blockquote><p>Samples per channel at the codec&#39;s rate.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/EncoderStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const EncoderStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  EncoderStats as default
};
