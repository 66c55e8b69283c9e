import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: TokenSource","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/type-aliases/TokenSource.md","filePath":"api/node/type-aliases/TokenSource.md"}');
const _sfc_main = { name: "api/node/type-aliases/TokenSource.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / TokenSource</p><h1 id="type-alias-tokensource" tabindex="-1">Type Alias: TokenSource <a class="header-anchor" href="#type-alias-tokensource" aria-label="Permalink to &quot;Type Alias: TokenSource&quot;">​</a></h1><blockquote><p><strong>TokenSource</strong> = <code>string</code> | (() =&gt; <code>string</code> | <code>PromiseLike</code>&lt;<code>string</code>&gt;)</p></blockquote><p>A token, or a function that returns it for each connection, at once or later: one that expires can be renewed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/type-aliases/TokenSource.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TokenSource = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TokenSource as default
};
