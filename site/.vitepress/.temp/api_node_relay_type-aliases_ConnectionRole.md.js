import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ConnectionRole","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/ConnectionRole.md","filePath":"api/node/relay/type-aliases/ConnectionRole.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/ConnectionRole.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ConnectionRole</p><h1 id="type-alias-connectionrole" tabindex="-1">Type Alias: ConnectionRole <a class="header-anchor" href="#type-alias-connectionrole" aria-label="Permalink to &quot;Type Alias: ConnectionRole&quot;">​</a></h1><blockquote><p><strong>ConnectionRole</strong> = <code>&quot;source&quot;</code> | <code>&quot;listener&quot;</code> | <code>&quot;pending&quot;</code></p></blockquote><p>Roles of connections; <code>pending</code> is one that is neither yet.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/ConnectionRole.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectionRole = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectionRole as default
};
