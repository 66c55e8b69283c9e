import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AdaptiveMarginOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/AdaptiveMarginOptions.md","filePath":"api/index/interfaces/AdaptiveMarginOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/AdaptiveMarginOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / AdaptiveMarginOptions</p><h1 id="interface-adaptivemarginoptions" tabindex="-1">Interface: AdaptiveMarginOptions <a class="header-anchor" href="#interface-adaptivemarginoptions" aria-label="Permalink to &quot;Interface: AdaptiveMarginOptions&quot;">​</a></h1><p>The bounds within which an <a href="./../classes/AdaptiveMargin.html">AdaptiveMargin</a> moves; <a href="./../classes/PlayoutBuffer.html">PlayoutBuffer</a> checks them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="marginms" tabindex="-1">marginMs <a class="header-anchor" href="#marginms" aria-label="Permalink to &quot;marginMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>marginMs</strong>: <code>number</code></p></blockquote><p>The margin never shrinks below this, 0..10000 ms.</p><hr><h3 id="maxmarginms" tabindex="-1">maxMarginMs <a class="header-anchor" href="#maxmarginms" aria-label="Permalink to &quot;maxMarginMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxMarginMs</strong>: <code>number</code></p></blockquote><p>The margin never grows beyond this, marginMs..60000 ms.</p><hr><h3 id="sampleratehz" tabindex="-1">sampleRateHz <a class="header-anchor" href="#sampleratehz" aria-label="Permalink to &quot;sampleRateHz&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRateHz</strong>: <code>number</code></p></blockquote><p>Rate of the output, 1000..192000 Hz: elapsed samples are the only clock.</p><hr><h3 id="startmarginms" tabindex="-1">startMarginMs <a class="header-anchor" href="#startmarginms" aria-label="Permalink to &quot;startMarginMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>startMarginMs</strong>: <code>number</code></p></blockquote><p>The margin to start with, marginMs..20000 ms.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/AdaptiveMarginOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AdaptiveMarginOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AdaptiveMarginOptions as default
};
