import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RelayMetrics","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/RelayMetrics.md","filePath":"api/node/relay/interfaces/RelayMetrics.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/RelayMetrics.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / RelayMetrics</p><h1 id="interface-relaymetrics" tabindex="-1">Interface: RelayMetrics <a class="header-anchor" href="#interface-relaymetrics" aria-label="Permalink to &quot;Interface: RelayMetrics&quot;">​</a></h1><p>Metrics of a relay in Prometheus&#39; text format.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="contenttype" tabindex="-1">contentType <a class="header-anchor" href="#contenttype" aria-label="Permalink to &quot;contentType&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>contentType</strong>: <code>string</code></p></blockquote><hr><h3 id="decodeseconds" tabindex="-1">decodeSeconds <a class="header-anchor" href="#decodeseconds" aria-label="Permalink to &quot;decodeSeconds&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>decodeSeconds</strong>: <code>DurationHistogram</code></p></blockquote><hr><h3 id="encodeseconds" tabindex="-1">encodeSeconds <a class="header-anchor" href="#encodeseconds" aria-label="Permalink to &quot;encodeSeconds&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>encodeSeconds</strong>: <code>DurationHistogram</code></p></blockquote><p>Time that this process takes to encode or to decode a block, where it does: whoever does so observes it.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="close" tabindex="-1">close() <a class="header-anchor" href="#close" aria-label="Permalink to &quot;close()&quot;">​</a></h3><blockquote><p><strong>close</strong>(): <code>void</code></p></blockquote><p>Stops measuring.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p><hr><h3 id="text" tabindex="-1">text() <a class="header-anchor" href="#text" aria-label="Permalink to &quot;text()&quot;">​</a></h3><blockquote><p><strong>text</strong>(): <code>Promise</code>&lt;<code>string</code>&gt;</p></blockquote><p>All metrics, read from running totals now.</p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>Promise</code>&lt;<code>string</code>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/RelayMetrics.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RelayMetrics = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RelayMetrics as default
};
