import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: streamTrack","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/streamTrack.md","filePath":"api/browser/variables/streamTrack.md"}');
const _sfc_main = { name: "api/browser/variables/streamTrack.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / streamTrack</p><h1 id="variable-streamtrack" tabindex="-1">Variable: streamTrack <a class="header-anchor" href="#variable-streamtrack" aria-label="Permalink to &quot;Variable: streamTrack&quot;">​</a></h1><blockquote><p><code>const</code> <strong>streamTrack</strong>: (<code>title</code>, <code>stream</code>, <code>options</code>) =&gt; <a href="./../interfaces/MusicTrack.html"><code>MusicTrack</code></a></p></blockquote><p>What a media stream carries, as a track of a session: it is heard as it comes, and cannot be played from another place.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="title" tabindex="-1">title <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title&quot;">​</a></h3><p><code>string</code></p><p>for people</p><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><p><code>MediaStream</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/StreamSourceOptions.html"><code>StreamSourceOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/MusicTrack.html"><code>MusicTrack</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/streamTrack.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const streamTrack = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  streamTrack as default
};
