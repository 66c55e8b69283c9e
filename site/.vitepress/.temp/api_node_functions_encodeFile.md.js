import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: encodeFile()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/encodeFile.md","filePath":"api/node/functions/encodeFile.md"}');
const _sfc_main = { name: "api/node/functions/encodeFile.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / encodeFile</p><h1 id="function-encodefile" tabindex="-1">Function: encodeFile() <a class="header-anchor" href="#function-encodefile" aria-label="Permalink to &quot;Function: encodeFile()&quot;">​</a></h1><blockquote><p><strong>encodeFile</strong>(<code>source</code>, <code>output</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../interfaces/EncodeFileResult.html"><code>EncodeFileResult</code></a>&gt;</p></blockquote><p>Encodes a source into an <code>.lc</code> file. The file appears under its name only when it is complete; a named pipe, a device or a stream such as standard output is written to as the frames come.</p><p>Where the model has an assumed normaliser, the latents of the whole file are measured first, held in memory (20 MB per hour with 64 values per frame), and the file&#39;s header holds the normaliser.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="source" tabindex="-1">source <a class="header-anchor" href="#source" aria-label="Permalink to &quot;source&quot;">​</a></h3><p><a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a></p><h3 id="output" tabindex="-1">output <a class="header-anchor" href="#output" aria-label="Permalink to &quot;output&quot;">​</a></h3><p><code>string</code> | <code>Writable</code></p><p>a path that ends in .lc, a pipe or a device, or a stream, which stays open</p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/EncodeFileOptions.html"><code>EncodeFileOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/EncodeFileResult.html"><code>EncodeFileResult</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO, AUDIO_*, MODEL_FAILED, ABORTED; OUTPUT_REFUSED for the source&#39;s own file, an existing file of another kind, a folder or another ending; TypeError, RangeError naming an option</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/encodeFile.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const encodeFile = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  encodeFile as default
};
