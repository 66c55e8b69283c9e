import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: StreamDescription","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/StreamDescription.md","filePath":"api/index/type-aliases/StreamDescription.md"}');
const _sfc_main = { name: "api/index/type-aliases/StreamDescription.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / StreamDescription</p><h1 id="type-alias-streamdescription" tabindex="-1">Type Alias: StreamDescription <a class="header-anchor" href="#type-alias-streamdescription" aria-label="Permalink to &quot;Type Alias: StreamDescription&quot;">​</a></h1><blockquote><p><strong>StreamDescription</strong> = <code>Omit</code>&lt;<a href="./../interfaces/StreamHello.html"><code>StreamHello</code></a>, <code>&quot;role&quot;</code> | <code>&quot;resumeFrame&quot;</code> | <code>&quot;resumeSecret&quot;</code>&gt;</p></blockquote><p>What a stream is: its hello, without what a connection adds.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/StreamDescription.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StreamDescription = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StreamDescription as default
};
