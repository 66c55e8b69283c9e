import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LcSummary","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LcSummary.md","filePath":"api/index/interfaces/LcSummary.md"}');
const _sfc_main = { name: "api/index/interfaces/LcSummary.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LcSummary</p><h1 id="interface-lcsummary" tabindex="-1">Interface: LcSummary <a class="header-anchor" href="#interface-lcsummary" aria-label="Permalink to &quot;Interface: LcSummary&quot;">​</a></h1><p>What a file holds besides its blocks, known at its end.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./LcFile.html"><code>LcFile</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="damage" tabindex="-1">damage <a class="header-anchor" href="#damage" aria-label="Permalink to &quot;damage&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>damage</strong>: readonly <a href="./LcDamage.html"><code>LcDamage</code></a>[]</p></blockquote><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>Frames up to the end of what was read, those lost in damaged blocks included.</p><hr><h3 id="header" tabindex="-1">header <a class="header-anchor" href="#header" aria-label="Permalink to &quot;header&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>header</strong>: <a href="./LcHeader.html"><code>LcHeader</code></a></p></blockquote><hr><h3 id="originalsamples" tabindex="-1">originalSamples <a class="header-anchor" href="#originalsamples" aria-label="Permalink to &quot;originalSamples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>originalSamples</strong>: <code>number</code> | <code>null</code></p></blockquote><p>Samples per channel of the original; null when unknown.</p><hr><h3 id="pauses" tabindex="-1">pauses <a class="header-anchor" href="#pauses" aria-label="Permalink to &quot;pauses&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>pauses</strong>: readonly <a href="./SilentBlock.html"><code>SilentBlock</code></a>[]</p></blockquote><p>Frames without audio, in order: no block has them, and they are not lost.</p><hr><h3 id="totalsamples" tabindex="-1">totalSamples <a class="header-anchor" href="#totalsamples" aria-label="Permalink to &quot;totalSamples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>totalSamples</strong>: <code>number</code> | <code>null</code></p></blockquote><p>Samples per channel at the codec&#39;s rate; null when the trailer was not found.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LcSummary.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LcSummary = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LcSummary as default
};
