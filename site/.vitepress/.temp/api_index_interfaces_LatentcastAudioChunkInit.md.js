import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LatentcastAudioChunkInit","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LatentcastAudioChunkInit.md","filePath":"api/index/interfaces/LatentcastAudioChunkInit.md"}');
const _sfc_main = { name: "api/index/interfaces/LatentcastAudioChunkInit.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LatentcastAudioChunkInit</p><h1 id="interface-latentcastaudiochunkinit" tabindex="-1">Interface: LatentcastAudioChunkInit <a class="header-anchor" href="#interface-latentcastaudiochunkinit" aria-label="Permalink to &quot;Interface: LatentcastAudioChunkInit&quot;">​</a></h1><p>What a chunk is made of, as WebCodecs&#39; <code>EncodedAudioChunkInit</code>.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="data" tabindex="-1">data <a class="header-anchor" href="#data" aria-label="Permalink to &quot;data&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>data</strong>: <code>ArrayBuffer</code> | <code>ArrayBufferView</code>&lt;<code>ArrayBufferLike</code>&gt;</p></blockquote><p>The bytes; copied.</p><hr><h3 id="duration" tabindex="-1">duration? <a class="header-anchor" href="#duration" aria-label="Permalink to &quot;duration?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>duration?</strong>: <code>number</code></p></blockquote><p>In microseconds.</p><hr><h3 id="timestamp" tabindex="-1">timestamp <a class="header-anchor" href="#timestamp" aria-label="Permalink to &quot;timestamp&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timestamp</strong>: <code>number</code></p></blockquote><p>In microseconds.</p><hr><h3 id="type" tabindex="-1">type <a class="header-anchor" href="#type" aria-label="Permalink to &quot;type&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>type</strong>: <code>&quot;key&quot;</code> | <code>&quot;delta&quot;</code></p></blockquote><p>Decoding may begin at a <code>key</code> chunk; all of this codec are.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LatentcastAudioChunkInit.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LatentcastAudioChunkInit = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LatentcastAudioChunkInit as default
};
