import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LatentcastAudioDataInit","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LatentcastAudioDataInit.md","filePath":"api/index/interfaces/LatentcastAudioDataInit.md"}');
const _sfc_main = { name: "api/index/interfaces/LatentcastAudioDataInit.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LatentcastAudioDataInit</p><h1 id="interface-latentcastaudiodatainit" tabindex="-1">Interface: LatentcastAudioDataInit <a class="header-anchor" href="#interface-latentcastaudiodatainit" aria-label="Permalink to &quot;Interface: LatentcastAudioDataInit&quot;">​</a></h1><p>What a <a href="./../classes/LatentcastAudioData.html">LatentcastAudioData</a> is made of, as WebCodecs&#39; <code>AudioDataInit</code>.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="data" tabindex="-1">data <a class="header-anchor" href="#data" aria-label="Permalink to &quot;data&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>data</strong>: <code>ArrayBuffer</code> | <code>ArrayBufferView</code>&lt;<code>ArrayBufferLike</code>&gt;</p></blockquote><p>The samples, interleaved or plane after plane; copied.</p><hr><h3 id="format" tabindex="-1">format <a class="header-anchor" href="#format" aria-label="Permalink to &quot;format&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>format</strong>: <a href="./../type-aliases/AudioSampleFormatName.html"><code>AudioSampleFormatName</code></a></p></blockquote><hr><h3 id="numberofchannels" tabindex="-1">numberOfChannels <a class="header-anchor" href="#numberofchannels" aria-label="Permalink to &quot;numberOfChannels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>numberOfChannels</strong>: <code>number</code></p></blockquote><p>At least 1.</p><hr><h3 id="numberofframes" tabindex="-1">numberOfFrames <a class="header-anchor" href="#numberofframes" aria-label="Permalink to &quot;numberOfFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>numberOfFrames</strong>: <code>number</code></p></blockquote><p>Samples per channel, at least 1.</p><hr><h3 id="samplerate" tabindex="-1">sampleRate <a class="header-anchor" href="#samplerate" aria-label="Permalink to &quot;sampleRate&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRate</strong>: <code>number</code></p></blockquote><p>In Hz, above 0.</p><hr><h3 id="timestamp" tabindex="-1">timestamp <a class="header-anchor" href="#timestamp" aria-label="Permalink to &quot;timestamp&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timestamp</strong>: <code>number</code></p></blockquote><p>In microseconds.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LatentcastAudioDataInit.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LatentcastAudioDataInit = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LatentcastAudioDataInit as default
};
