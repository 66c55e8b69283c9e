import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LogLevel","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/LogLevel.md","filePath":"api/node/relay/type-aliases/LogLevel.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/LogLevel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / LogLevel</p><h1 id="type-alias-loglevel" tabindex="-1">Type Alias: LogLevel <a class="header-anchor" href="#type-alias-loglevel" aria-label="Permalink to &quot;Type Alias: LogLevel&quot;">​</a></h1><blockquote><p><strong>LogLevel</strong> = <code>&quot;error&quot;</code> | <code>&quot;warn&quot;</code> | <code>&quot;info&quot;</code> | <code>&quot;debug&quot;</code></p></blockquote><p>From which severity on a log has lines.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/LogLevel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LogLevel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LogLevel as default
};
