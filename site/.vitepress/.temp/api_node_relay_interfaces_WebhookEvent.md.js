import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: WebhookEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/WebhookEvent.md","filePath":"api/node/relay/interfaces/WebhookEvent.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/WebhookEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / WebhookEvent</p><h1 id="interface-webhookevent" tabindex="-1">Interface: WebhookEvent <a class="header-anchor" href="#interface-webhookevent" aria-label="Permalink to &quot;Interface: WebhookEvent&quot;">​</a></h1><p>What has happened on a channel; further fields follow in the body of the request.</p><h2 id="indexable" tabindex="-1">Indexable <a class="header-anchor" href="#indexable" aria-label="Permalink to &quot;Indexable&quot;">​</a></h2><blockquote><p>[<code>field</code>: <code>string</code>]: <code>unknown</code></p></blockquote><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channel" tabindex="-1">channel <a class="header-anchor" href="#channel" aria-label="Permalink to &quot;channel&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channel</strong>: <code>string</code></p></blockquote><hr><h3 id="event" tabindex="-1">event <a class="header-anchor" href="#event" aria-label="Permalink to &quot;event&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>event</strong>: <code>&quot;source.on&quot;</code> | <code>&quot;source.off&quot;</code> | <code>&quot;listener.on&quot;</code> | <code>&quot;listener.off&quot;</code> | <code>&quot;fallback.on&quot;</code> | <code>&quot;fallback.off&quot;</code> | <code>&quot;recording.on&quot;</code> | <code>&quot;recording.rotated&quot;</code> | <code>&quot;recording.failed&quot;</code> | <code>&quot;recording.off&quot;</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/WebhookEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WebhookEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WebhookEvent as default
};
