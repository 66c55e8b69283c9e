import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: WebhookEventName","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/WebhookEventName.md","filePath":"api/node/relay/type-aliases/WebhookEventName.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/WebhookEventName.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / WebhookEventName</p><h1 id="type-alias-webhookeventname" tabindex="-1">Type Alias: WebhookEventName <a class="header-anchor" href="#type-alias-webhookeventname" aria-label="Permalink to &quot;Type Alias: WebhookEventName&quot;">​</a></h1><blockquote><p><strong>WebhookEventName</strong> = <em>typeof</em> <a href="./../variables/WEBHOOK_EVENTS.html"><code>WEBHOOK_EVENTS</code></a>[<code>number</code>]</p></blockquote><p>One of <a href="./../variables/WEBHOOK_EVENTS.html">WEBHOOK_EVENTS</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/WebhookEventName.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WebhookEventName = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WebhookEventName as default
};
