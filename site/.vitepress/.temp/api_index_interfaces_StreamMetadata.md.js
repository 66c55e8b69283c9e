import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: StreamMetadata","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/StreamMetadata.md","filePath":"api/index/interfaces/StreamMetadata.md"}');
const _sfc_main = { name: "api/index/interfaces/StreamMetadata.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / StreamMetadata</p><h1 id="interface-streammetadata" tabindex="-1">Interface: StreamMetadata <a class="header-anchor" href="#interface-streammetadata" aria-label="Permalink to &quot;Interface: StreamMetadata&quot;">​</a></h1><p>What is on the air; every field is optional and at most 256 characters.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="artist" tabindex="-1">artist? <a class="header-anchor" href="#artist" aria-label="Permalink to &quot;artist?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>artist?</strong>: <code>string</code></p></blockquote><hr><h3 id="station" tabindex="-1">station? <a class="header-anchor" href="#station" aria-label="Permalink to &quot;station?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>station?</strong>: <code>string</code></p></blockquote><hr><h3 id="title" tabindex="-1">title? <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>title?</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/StreamMetadata.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StreamMetadata = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StreamMetadata as default
};
