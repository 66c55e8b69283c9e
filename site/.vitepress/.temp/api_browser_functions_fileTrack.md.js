import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: fileTrack()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/fileTrack.md","filePath":"api/browser/functions/fileTrack.md"}');
const _sfc_main = { name: "api/browser/functions/fileTrack.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / fileTrack</p><h1 id="function-filetrack" tabindex="-1">Function: fileTrack() <a class="header-anchor" href="#function-filetrack" aria-label="Permalink to &quot;Function: fileTrack()&quot;">​</a></h1><blockquote><p><strong>fileTrack</strong>(<code>file</code>, <code>rateHz?</code>): <code>Promise</code>&lt;<a href="./../interfaces/MusicTrack.html"><code>MusicTrack</code></a>&gt;</p></blockquote><p>A file of the user&#39;s as a track of a session, in any format that the browser plays.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="file" tabindex="-1">file <a class="header-anchor" href="#file" aria-label="Permalink to &quot;file&quot;">​</a></h3><p><code>File</code></p><h3 id="ratehz" tabindex="-1">rateHz? <a class="header-anchor" href="#ratehz" aria-label="Permalink to &quot;rateHz?&quot;">​</a></h3><p><code>number</code></p><p>rate at which it is read, 8000..96000 Hz</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/MusicTrack.html"><code>MusicTrack</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError AUDIO_FORMAT with a sentence for the user: no audio that this browser knows, or longer than MAX_FILE_MINUTES</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/fileTrack.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const fileTrack = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  fileTrack as default
};
