import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: AccessFailure","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/AccessFailure.md","filePath":"api/node/relay/type-aliases/AccessFailure.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/AccessFailure.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / AccessFailure</p><h1 id="type-alias-accessfailure" tabindex="-1">Type Alias: AccessFailure <a class="header-anchor" href="#type-alias-accessfailure" aria-label="Permalink to &quot;Type Alias: AccessFailure&quot;">​</a></h1><blockquote><p><strong>AccessFailure</strong> = <code>&quot;banned&quot;</code> | <code>&quot;malformed&quot;</code> | <code>&quot;unknown-key&quot;</code> | <code>&quot;algorithm&quot;</code> | <code>&quot;signature&quot;</code> | <code>&quot;expired&quot;</code> | <code>&quot;not-yet-valid&quot;</code> | <code>&quot;claims&quot;</code> | <code>&quot;wrong-key&quot;</code> | <code>&quot;origin&quot;</code> | <code>&quot;hook&quot;</code> | <code>&quot;not-granted&quot;</code></p></blockquote><p>Why credentials are not accepted; for the relay&#39;s owner, in logs and counters.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/AccessFailure.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AccessFailure = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AccessFailure as default
};
