import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: FrameBlock","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/FrameBlock.md","filePath":"api/index/interfaces/FrameBlock.md"}');
const _sfc_main = { name: "api/index/interfaces/FrameBlock.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / FrameBlock</p><h1 id="interface-frameblock" tabindex="-1">Interface: FrameBlock <a class="header-anchor" href="#interface-frameblock" aria-label="Permalink to &quot;Interface: FrameBlock&quot;">​</a></h1><p>Consecutive latent frames as bit planes: the content of packets and files, and the decoder&#39;s input.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="firstframe" tabindex="-1">firstFrame <a class="header-anchor" href="#firstframe" aria-label="Permalink to &quot;firstFrame&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>firstFrame</strong>: <code>number</code></p></blockquote><p>Absolute index of the first frame since the source started, 0 ≤ firstFrame ≤ 2^53 − 1.</p><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><hr><h3 id="payload" tabindex="-1">payload <a class="header-anchor" href="#payload" aria-label="Permalink to &quot;payload&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>payload</strong>: <code>Uint8Array</code></p></blockquote><p>[planes × frames × bytesPerFramePlane], most significant plane first.</p><hr><h3 id="planes" tabindex="-1">planes <a class="header-anchor" href="#planes" aria-label="Permalink to &quot;planes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>planes</strong>: <code>number</code></p></blockquote><p>Bit planes in the payload, 1..8; fewer than were encoded where a relay cut the tail.</p><hr><h3 id="spatial" tabindex="-1">spatial? <a class="header-anchor" href="#spatial" aria-label="Permalink to &quot;spatial?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>spatial?</strong>: <code>Uint8Array</code>&lt;<code>ArrayBufferLike</code>&gt;</p></blockquote><p>[frames]: one byte of spatial parameters per frame (<code>spatial-parameters.ts</code>); absent in a mono stream.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/FrameBlock.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const FrameBlock = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  FrameBlock as default
};
