import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PastTitle","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/PastTitle.md","filePath":"api/node/relay/interfaces/PastTitle.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/PastTitle.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / PastTitle</p><h1 id="interface-pasttitle" tabindex="-1">Interface: PastTitle <a class="header-anchor" href="#interface-pasttitle" aria-label="Permalink to &quot;Interface: PastTitle&quot;">​</a></h1><p>What was on the air of a channel from a time on.</p><h2 id="extends" tabindex="-1">Extends <a class="header-anchor" href="#extends" aria-label="Permalink to &quot;Extends&quot;">​</a></h2><ul><li><code>Pick</code>&lt;<a href="./../../../index/interfaces/StreamMetadata.html"><code>StreamMetadata</code></a>, <code>&quot;title&quot;</code> | <code>&quot;artist&quot;</code>&gt;</li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="artist" tabindex="-1">artist? <a class="header-anchor" href="#artist" aria-label="Permalink to &quot;artist?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>artist?</strong>: <code>string</code></p></blockquote><h4 id="inherited-from" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./../../../index/interfaces/StreamMetadata.html"><code>StreamMetadata</code></a>.<a href="./../../../index/interfaces/StreamMetadata.html#artist"><code>artist</code></a></p><hr><h3 id="atms" tabindex="-1">atMs <a class="header-anchor" href="#atms" aria-label="Permalink to &quot;atMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>atMs</strong>: <code>number</code></p></blockquote><p>ms since 1970.</p><hr><h3 id="epoch" tabindex="-1">epoch <a class="header-anchor" href="#epoch" aria-label="Permalink to &quot;epoch&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>epoch</strong>: <code>number</code></p></blockquote><p>Of the stream that it belongs to.</p><hr><h3 id="title" tabindex="-1">title? <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>title?</strong>: <code>string</code></p></blockquote><h4 id="inherited-from-1" tabindex="-1">Inherited from <a class="header-anchor" href="#inherited-from-1" aria-label="Permalink to &quot;Inherited from&quot;">​</a></h4><p><a href="./../../../index/interfaces/StreamMetadata.html"><code>StreamMetadata</code></a>.<a href="./../../../index/interfaces/StreamMetadata.html#title"><code>title</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/PastTitle.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PastTitle = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PastTitle as default
};
