import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LogAddresses","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/LogAddresses.md","filePath":"api/node/relay/type-aliases/LogAddresses.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/LogAddresses.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / LogAddresses</p><h1 id="type-alias-logaddresses" tabindex="-1">Type Alias: LogAddresses <a class="header-anchor" href="#type-alias-logaddresses" aria-label="Permalink to &quot;Type Alias: LogAddresses&quot;">​</a></h1><blockquote><p><strong>LogAddresses</strong> = <code>&quot;full&quot;</code> | <code>&quot;truncated&quot;</code> | <code>&quot;none&quot;</code></p></blockquote><p>How much of a peer&#39;s address a log shows: all of it, its network (IPv4 /24, IPv6 /48), or nothing.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/LogAddresses.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LogAddresses = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LogAddresses as default
};
