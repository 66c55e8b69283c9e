import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openAudio()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/openAudio.md","filePath":"api/node/functions/openAudio.md"}');
const _sfc_main = { name: "api/node/functions/openAudio.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / openAudio</p><h1 id="function-openaudio" tabindex="-1">Function: openAudio() <a class="header-anchor" href="#function-openaudio" aria-label="Permalink to &quot;Function: openAudio()&quot;">​</a></h1><blockquote><p><strong>openAudio</strong>(<code>input</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a>&gt;</p></blockquote><p>The one way to open audio, of the library and of every command.</p><p><code>input</code> is a path (also of a named pipe; its bytes where its name is no UTF-8), <code>-</code> for standard input, an <code>http://</code> or <code>https://</code> address, also of an endless stream, or a stream of bytes. WAV, AIFF, CAF, AU, W64, FLAC, Ogg (Vorbis, Opus, FLAC) and MP3 are read here, recognised by their content; for everything else FFmpeg is asked, where it is installed. Audio is streamed: two hours need no more memory than two seconds.</p><p>The result is an <code>AudioSource</code> with <code>container</code> (&#39;ffmpeg&#39; where FFmpeg reads), <code>tags</code>, <code>warnings</code>, <code>isIncomplete</code>, and <code>totalSamples</code> where the length is known. Its <code>close</code> ends FFmpeg and the connection, and so does the end of its blocks.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="input" tabindex="-1">input <a class="header-anchor" href="#input" aria-label="Permalink to &quot;input&quot;">​</a></h3><p><a href="./../type-aliases/AudioInput.html"><code>AudioInput</code></a></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/OpenAudioOptions.html"><code>OpenAudioOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO when it cannot be opened or read, FILE_MAGIC or AUDIO_FORMAT when it is no audio that can be read, with the reasons of both readers, AUDIO_EMPTY, FILE_TRUNCATED when it ends inside its header, ABORTED; each names the input</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/openAudio.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openAudio = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openAudio as default
};
