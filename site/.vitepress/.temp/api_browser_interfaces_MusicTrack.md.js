import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MusicTrack","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/MusicTrack.md","filePath":"api/browser/interfaces/MusicTrack.md"}');
const _sfc_main = { name: "api/browser/interfaces/MusicTrack.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / MusicTrack</p><h1 id="interface-musictrack" tabindex="-1">Interface: MusicTrack <a class="header-anchor" href="#interface-musictrack" aria-label="Permalink to &quot;Interface: MusicTrack&quot;">​</a></h1><p>One thing that a host plays: a file, or what a device captures.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="durationms" tabindex="-1">durationMs <a class="header-anchor" href="#durationms" aria-label="Permalink to &quot;durationMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>durationMs</strong>: <code>number</code> | <code>null</code></p></blockquote><p>Of the whole; null for a device.</p><hr><h3 id="title" tabindex="-1">title <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>title</strong>: <code>string</code></p></blockquote><p>For people, in one line.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="open" tabindex="-1">open() <a class="header-anchor" href="#open" aria-label="Permalink to &quot;open()&quot;">​</a></h3><blockquote><p><strong>open</strong>(<code>positionMs</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/AudioSource.html"><code>AudioSource</code></a>&gt;</p></blockquote><p>Opens it at a position, 0..durationMs; a device ignores it.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="positionms" tabindex="-1">positionMs <a class="header-anchor" href="#positionms" aria-label="Permalink to &quot;positionMs&quot;">​</a></h5><p><code>number</code></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>Promise</code>&lt;<a href="./../../index/interfaces/AudioSource.html"><code>AudioSource</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/MusicTrack.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MusicTrack = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MusicTrack as default
};
