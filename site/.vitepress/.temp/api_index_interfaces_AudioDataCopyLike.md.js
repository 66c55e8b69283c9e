import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AudioDataCopyLike","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/AudioDataCopyLike.md","filePath":"api/index/interfaces/AudioDataCopyLike.md"}');
const _sfc_main = { name: "api/index/interfaces/AudioDataCopyLike.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / AudioDataCopyLike</p><h1 id="interface-audiodatacopylike" tabindex="-1">Interface: AudioDataCopyLike <a class="header-anchor" href="#interface-audiodatacopylike" aria-label="Permalink to &quot;Interface: AudioDataCopyLike&quot;">​</a></h1><p>Which part of an <a href="./AudioDataLike.html">AudioDataLike</a> is copied, and in which form.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="format" tabindex="-1">format? <a class="header-anchor" href="#format" aria-label="Permalink to &quot;format?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>format?</strong>: <code>string</code></p></blockquote><p><code>f32-planar</code> is supported for every format.</p><hr><h3 id="framecount" tabindex="-1">frameCount? <a class="header-anchor" href="#framecount" aria-label="Permalink to &quot;frameCount?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>frameCount?</strong>: <code>number</code></p></blockquote><hr><h3 id="frameoffset" tabindex="-1">frameOffset? <a class="header-anchor" href="#frameoffset" aria-label="Permalink to &quot;frameOffset?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>frameOffset?</strong>: <code>number</code></p></blockquote><hr><h3 id="planeindex" tabindex="-1">planeIndex <a class="header-anchor" href="#planeindex" aria-label="Permalink to &quot;planeIndex&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>planeIndex</strong>: <code>number</code></p></blockquote><p>Channel of a planar format; 0 for an interleaved one.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/AudioDataCopyLike.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioDataCopyLike = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioDataCopyLike as default
};
