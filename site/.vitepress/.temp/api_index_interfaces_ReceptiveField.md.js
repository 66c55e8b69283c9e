import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ReceptiveField","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ReceptiveField.md","filePath":"api/index/interfaces/ReceptiveField.md"}');
const _sfc_main = { name: "api/index/interfaces/ReceptiveField.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ReceptiveField</p><h1 id="interface-receptivefield" tabindex="-1">Interface: ReceptiveField <a class="header-anchor" href="#interface-receptivefield" aria-label="Permalink to &quot;Interface: ReceptiveField&quot;">​</a></h1><p>Context and delay of one direction of a model.</p><p>A call for the frames [t, t + T) takes <code>leftFrames + T + rightFrames</code> frames, and only the T in the middle of its result are kept. The result lags the input by <code>delaySamples</code>: the look-ahead of a causal graph. A model without state needs its context in every call; a stateful one carries it from call to call.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="delaysamples" tabindex="-1">delaySamples <a class="header-anchor" href="#delaysamples" aria-label="Permalink to &quot;delaySamples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>delaySamples</strong>: <code>number</code></p></blockquote><p>Samples by which the result lags the input, 0..1048576.</p><hr><h3 id="leftframes" tabindex="-1">leftFrames <a class="header-anchor" href="#leftframes" aria-label="Permalink to &quot;leftFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>leftFrames</strong>: <code>number</code></p></blockquote><p>Frames before the first new one that the result depends on, 0..1024.</p><hr><h3 id="rightframes" tabindex="-1">rightFrames <a class="header-anchor" href="#rightframes" aria-label="Permalink to &quot;rightFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>rightFrames</strong>: <code>number</code></p></blockquote><p>Frames after the last new one that the model needs, 0..1024.</p><hr><h3 id="statesize" tabindex="-1">stateSize <a class="header-anchor" href="#statesize" aria-label="Permalink to &quot;stateSize&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>stateSize</strong>: <code>number</code></p></blockquote><p>Length of the flat float32 state tensor; 0 for a model without state.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ReceptiveField.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReceptiveField = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReceptiveField as default
};
