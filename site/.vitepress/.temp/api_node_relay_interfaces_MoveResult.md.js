import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MoveResult","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/MoveResult.md","filePath":"api/node/relay/interfaces/MoveResult.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/MoveResult.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / MoveResult</p><h1 id="interface-moveresult" tabindex="-1">Interface: MoveResult <a class="header-anchor" href="#interface-moveresult" aria-label="Permalink to &quot;Interface: MoveResult&quot;">​</a></h1><p>Listeners that were moved, and those that stay because the other channel cannot take them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="moved" tabindex="-1">moved <a class="header-anchor" href="#moved" aria-label="Permalink to &quot;moved&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>moved</strong>: <code>number</code></p></blockquote><hr><h3 id="reason" tabindex="-1">reason <a class="header-anchor" href="#reason" aria-label="Permalink to &quot;reason&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>reason</strong>: <code>string</code> | <code>null</code></p></blockquote><p>Why the first of those was refused; null where none was.</p><hr><h3 id="refused" tabindex="-1">refused <a class="header-anchor" href="#refused" aria-label="Permalink to &quot;refused&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>refused</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/MoveResult.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MoveResult = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MoveResult as default
};
