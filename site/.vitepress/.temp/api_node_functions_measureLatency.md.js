import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: measureLatency()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/measureLatency.md","filePath":"api/node/functions/measureLatency.md"}');
const _sfc_main = { name: "api/node/functions/measureLatency.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / measureLatency</p><h1 id="function-measurelatency" tabindex="-1">Function: measureLatency() <a class="header-anchor" href="#function-measurelatency" aria-label="Permalink to &quot;Function: measureLatency()&quot;">​</a></h1><blockquote><p><strong>measureLatency</strong>(<code>options?</code>): <code>Promise</code>&lt;<code>number</code>&gt;</p></blockquote><p>Measures what a loudspeaker takes longer than it states, by clicks that a microphone records: three in three seconds. The result is less by what the microphone takes longer than its blocks show, some 5 to 20 ms, which nothing can tell apart.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/MeasureLatencyOptions.html"><code>MeasureLatencyOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>number</code>&gt;</p><p>ms, for <a href="./../interfaces/PlayedSession.html#setextralatency">PlayedSession.setExtraLatency</a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError DEVICE without usable devices, or where the microphone does not hear the clicks</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/measureLatency.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const measureLatency = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  measureLatency as default
};
