import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: deviceTrack","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/deviceTrack.md","filePath":"api/node/variables/deviceTrack.md"}');
const _sfc_main = { name: "api/node/variables/deviceTrack.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / deviceTrack</p><h1 id="variable-devicetrack" tabindex="-1">Variable: deviceTrack <a class="header-anchor" href="#variable-devicetrack" aria-label="Permalink to &quot;Variable: deviceTrack&quot;">​</a></h1><blockquote><p><code>const</code> <strong>deviceTrack</strong>: (<code>title</code>, <code>open</code>) =&gt; <a href="./../../browser/interfaces/MusicTrack.html"><code>MusicTrack</code></a></p></blockquote><p>What a device captures, as a track of a session.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="title" tabindex="-1">title <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title&quot;">​</a></h3><p><code>string</code></p><h3 id="open" tabindex="-1">open <a class="header-anchor" href="#open" aria-label="Permalink to &quot;open&quot;">​</a></h3><p>() =&gt; <a href="./../../index/interfaces/AudioSource.html"><code>AudioSource</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../browser/interfaces/MusicTrack.html"><code>MusicTrack</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/deviceTrack.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const deviceTrack = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  deviceTrack as default
};
