import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: BanKind","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/BanKind.md","filePath":"api/node/relay/type-aliases/BanKind.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/BanKind.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / BanKind</p><h1 id="type-alias-bankind" tabindex="-1">Type Alias: BanKind <a class="header-anchor" href="#type-alias-bankind" aria-label="Permalink to &quot;Type Alias: BanKind&quot;">​</a></h1><blockquote><p><strong>BanKind</strong> = <code>&quot;address&quot;</code> | <code>&quot;subject&quot;</code> | <code>&quot;token&quot;</code> | <code>&quot;key&quot;</code></p></blockquote><p>What a ban names: an address or subnet, the subject or id (<code>jti</code>) of a token, or the name of a key.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/BanKind.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BanKind = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BanKind as default
};
