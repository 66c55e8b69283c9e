import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: WEBHOOK_EVENTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/WEBHOOK_EVENTS.md","filePath":"api/node/relay/variables/WEBHOOK_EVENTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/WEBHOOK_EVENTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / WEBHOOK_EVENTS</p><h1 id="variable-webhook-events" tabindex="-1">Variable: WEBHOOK_EVENTS <a class="header-anchor" href="#variable-webhook-events" aria-label="Permalink to &quot;Variable: WEBHOOK\\_EVENTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>WEBHOOK_EVENTS</strong>: readonly [<code>&quot;source.on&quot;</code>, <code>&quot;source.off&quot;</code>, <code>&quot;listener.on&quot;</code>, <code>&quot;listener.off&quot;</code>, <code>&quot;fallback.on&quot;</code>, <code>&quot;fallback.off&quot;</code>, <code>&quot;recording.on&quot;</code>, <code>&quot;recording.rotated&quot;</code>, <code>&quot;recording.failed&quot;</code>, <code>&quot;recording.off&quot;</code>]</p></blockquote><p>What a relay tells others of.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/WEBHOOK_EVENTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WEBHOOK_EVENTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WEBHOOK_EVENTS as default
};
