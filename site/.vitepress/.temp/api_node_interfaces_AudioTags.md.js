import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AudioTags","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/AudioTags.md","filePath":"api/node/interfaces/AudioTags.md"}');
const _sfc_main = { name: "api/node/interfaces/AudioTags.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / AudioTags</p><h1 id="interface-audiotags" tabindex="-1">Interface: AudioTags <a class="header-anchor" href="#interface-audiotags" aria-label="Permalink to &quot;Interface: AudioTags&quot;">​</a></h1><p>What a file or a stream states about its audio.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="album" tabindex="-1">album? <a class="header-anchor" href="#album" aria-label="Permalink to &quot;album?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>album?</strong>: <code>string</code></p></blockquote><hr><h3 id="artist" tabindex="-1">artist? <a class="header-anchor" href="#artist" aria-label="Permalink to &quot;artist?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>artist?</strong>: <code>string</code></p></blockquote><hr><h3 id="cover" tabindex="-1">cover? <a class="header-anchor" href="#cover" aria-label="Permalink to &quot;cover?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>cover?</strong>: <a href="./AudioCover.html"><code>AudioCover</code></a></p></blockquote><p>The front cover, or the first picture.</p><hr><h3 id="title" tabindex="-1">title? <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>title?</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/AudioTags.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioTags = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioTags as default
};
