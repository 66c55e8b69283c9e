import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: Permission","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/Permission.md","filePath":"api/index/type-aliases/Permission.md"}');
const _sfc_main = { name: "api/index/type-aliases/Permission.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Permission</p><h1 id="type-alias-permission" tabindex="-1">Type Alias: Permission <a class="header-anchor" href="#type-alias-permission" aria-label="Permalink to &quot;Type Alias: Permission&quot;">​</a></h1><blockquote><p><strong>Permission</strong> = <code>&quot;publish&quot;</code> | <code>&quot;listen&quot;</code> | <code>&quot;administer&quot;</code></p></blockquote><p><code>publish</code>: be the channel&#39;s source; <code>listen</code>: receive its stream; <code>administer</code>: read and change more than its own.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/Permission.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Permission = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Permission as default
};
