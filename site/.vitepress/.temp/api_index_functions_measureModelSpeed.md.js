import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: measureModelSpeed()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/measureModelSpeed.md","filePath":"api/index/functions/measureModelSpeed.md"}');
const _sfc_main = { name: "api/index/functions/measureModelSpeed.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / measureModelSpeed</p><h1 id="function-measuremodelspeed" tabindex="-1">Function: measureModelSpeed() <a class="header-anchor" href="#function-measuremodelspeed" aria-label="Permalink to &quot;Function: measureModelSpeed()&quot;">​</a></h1><blockquote><p><strong>measureModelSpeed</strong>(<code>model</code>, <code>direction</code>, <code>framesPerPacket</code>, <code>clock</code>): <code>Promise</code>&lt;<a href="./../interfaces/ModelSpeed.html"><code>ModelSpeed</code></a>&gt;</p></blockquote><p>Measures before a stream starts whether this machine computes as fast as the sound comes: one packet&#39;s call is made and timed, with its context where the model has no state, and again where it took too long.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="model" tabindex="-1">model <a class="header-anchor" href="#model" aria-label="Permalink to &quot;model&quot;">​</a></h3><p><a href="./../interfaces/LatentModel.html"><code>LatentModel</code></a></p><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><p><a href="./../type-aliases/Direction.html"><code>Direction</code></a></p><h3 id="framesperpacket" tabindex="-1">framesPerPacket <a class="header-anchor" href="#framesperpacket" aria-label="Permalink to &quot;framesPerPacket&quot;">​</a></h3><p><code>number</code></p><p>new frames of one call</p><h3 id="clock" tabindex="-1">clock <a class="header-anchor" href="#clock" aria-label="Permalink to &quot;clock&quot;">​</a></h3><p><a href="./../interfaces/Clock.html"><code>Clock</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/ModelSpeed.html"><code>ModelSpeed</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/measureModelSpeed.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const measureModelSpeed = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  measureModelSpeed as default
};
