import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: OPERATIONS_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/OPERATIONS_DEFAULTS.md","filePath":"api/node/relay/variables/OPERATIONS_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/OPERATIONS_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / OPERATIONS_DEFAULTS</p><h1 id="variable-operations-defaults" tabindex="-1">Variable: OPERATIONS_DEFAULTS <a class="header-anchor" href="#variable-operations-defaults" aria-label="Permalink to &quot;Variable: OPERATIONS\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>OPERATIONS_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Defaults of the sections <code>log</code> and <code>metrics</code>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="log" tabindex="-1">log <a class="header-anchor" href="#log" aria-label="Permalink to &quot;log&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>log</strong>: <code>object</code></p></blockquote><h4 id="log-addresses" tabindex="-1">log.addresses <a class="header-anchor" href="#log-addresses" aria-label="Permalink to &quot;log.addresses&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>addresses</strong>: <code>&quot;full&quot;</code></p></blockquote><h4 id="log-format" tabindex="-1">log.format <a class="header-anchor" href="#log-format" aria-label="Permalink to &quot;log.format&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>format</strong>: <code>&quot;plain&quot;</code></p></blockquote><h4 id="log-level" tabindex="-1">log.level <a class="header-anchor" href="#log-level" aria-label="Permalink to &quot;log.level&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>level</strong>: <code>&quot;info&quot;</code></p></blockquote><h3 id="metrics" tabindex="-1">metrics <a class="header-anchor" href="#metrics" aria-label="Permalink to &quot;metrics&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>metrics</strong>: <code>object</code></p></blockquote><h4 id="metrics-host" tabindex="-1">metrics.host <a class="header-anchor" href="#metrics-host" aria-label="Permalink to &quot;metrics.host&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>host</strong>: <code>&quot;127.0.0.1&quot;</code></p></blockquote><h4 id="metrics-port" tabindex="-1">metrics.port <a class="header-anchor" href="#metrics-port" aria-label="Permalink to &quot;metrics.port&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>port</strong>: <code>9464</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/OPERATIONS_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const OPERATIONS_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  OPERATIONS_DEFAULTS as default
};
