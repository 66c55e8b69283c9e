import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: thinAudio()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/thinAudio.md","filePath":"api/index/functions/thinAudio.md"}');
const _sfc_main = { name: "api/index/functions/thinAudio.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / thinAudio</p><h1 id="function-thinaudio" tabindex="-1">Function: thinAudio() <a class="header-anchor" href="#function-thinaudio" aria-label="Permalink to &quot;Function: thinAudio()&quot;">​</a></h1><blockquote><p><strong>thinAudio</strong>(<code>bytes</code>, <code>planes</code>, <code>context</code>, <code>withSpatialParameters?</code>): <code>Uint8Array</code></p></blockquote><p>Cuts an audio message down to at most <code>planes</code> planes without decoding it, and keeps or removes the spatial parameters behind them. The message must have passed <code>parsePacket</code>.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="bytes" tabindex="-1">bytes <a class="header-anchor" href="#bytes" aria-label="Permalink to &quot;bytes&quot;">​</a></h3><p><code>Uint8Array</code></p><h3 id="planes" tabindex="-1">planes <a class="header-anchor" href="#planes" aria-label="Permalink to &quot;planes&quot;">​</a></h3><p><code>number</code></p><p>1..8</p><h3 id="context" tabindex="-1">context <a class="header-anchor" href="#context" aria-label="Permalink to &quot;context&quot;">​</a></h3><p><a href="./../interfaces/PacketContext.html"><code>PacketContext</code></a></p><h3 id="withspatialparameters" tabindex="-1">withSpatialParameters? <a class="header-anchor" href="#withspatialparameters" aria-label="Permalink to &quot;withSpatialParameters?&quot;">​</a></h3><p><code>boolean</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Uint8Array</code></p><p>the message itself when there is nothing to cut, else a view of it; a copy where planes are removed from before spatial parameters that stay</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError when <code>planes</code> is outside its range: a packet without any plane is not valid</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/thinAudio.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const thinAudio = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  thinAudio as default
};
