import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: titleLine","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/titleLine.md","filePath":"api/index/variables/titleLine.md"}');
const _sfc_main = { name: "api/index/variables/titleLine.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / titleLine</p><h1 id="variable-titleline" tabindex="-1">Variable: titleLine <a class="header-anchor" href="#variable-titleline" aria-label="Permalink to &quot;Variable: titleLine&quot;">​</a></h1><blockquote><p><code>const</code> <strong>titleLine</strong>: (<code>{ artist, title }</code>) =&gt; <code>string</code></p></blockquote><p>Artist and title on one line; &#39;&#39; where neither is stated.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="artist-title" tabindex="-1">{ artist, title } <a class="header-anchor" href="#artist-title" aria-label="Permalink to &quot;\\{ artist, title \\}&quot;">​</a></h3><p><code>Pick</code>&lt;<a href="./../interfaces/StreamMetadata.html"><code>StreamMetadata</code></a>, <code>&quot;artist&quot;</code> | <code>&quot;title&quot;</code>&gt;</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/titleLine.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const titleLine = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  titleLine as default
};
