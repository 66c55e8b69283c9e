import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: audioTrack","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/audioTrack.md","filePath":"api/node/variables/audioTrack.md"}');
const _sfc_main = { name: "api/node/variables/audioTrack.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / audioTrack</p><h1 id="variable-audiotrack" tabindex="-1">Variable: audioTrack <a class="header-anchor" href="#variable-audiotrack" aria-label="Permalink to &quot;Variable: audioTrack&quot;">​</a></h1><blockquote><p><code>const</code> <strong>audioTrack</strong>: (<code>input</code>) =&gt; <code>Promise</code>&lt;<a href="./../../browser/interfaces/MusicTrack.html"><code>MusicTrack</code></a>&gt;</p></blockquote><p>A file, or an address, as a track of a session. It is opened again at every seek, and what lies before the position is decoded and left out.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="input" tabindex="-1">input <a class="header-anchor" href="#input" aria-label="Permalink to &quot;input&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../browser/interfaces/MusicTrack.html"><code>MusicTrack</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO, FILE_MAGIC, AUDIO_FORMAT and others of <code>openAudio</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/audioTrack.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const audioTrack = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  audioTrack as default
};
