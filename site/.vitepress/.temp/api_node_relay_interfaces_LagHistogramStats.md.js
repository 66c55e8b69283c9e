import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LagHistogramStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/LagHistogramStats.md","filePath":"api/node/relay/interfaces/LagHistogramStats.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/LagHistogramStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / LagHistogramStats</p><h1 id="interface-laghistogramstats" tabindex="-1">Interface: LagHistogramStats <a class="header-anchor" href="#interface-laghistogramstats" aria-label="Permalink to &quot;Interface: LagHistogramStats&quot;">​</a></h1><p>Measurements of lag by size, since the relay was started; plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="buckets" tabindex="-1">buckets <a class="header-anchor" href="#buckets" aria-label="Permalink to &quot;buckets&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>buckets</strong>: readonly (readonly [<code>number</code>, <code>number</code>])[]</p></blockquote><p>Bucket by bucket: its upper bound in ms, Infinity for the last, and how many are at or below it.</p><hr><h3 id="count" tabindex="-1">count <a class="header-anchor" href="#count" aria-label="Permalink to &quot;count&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>count</strong>: <code>number</code></p></blockquote><hr><h3 id="summs" tabindex="-1">sumMs <a class="header-anchor" href="#summs" aria-label="Permalink to &quot;sumMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sumMs</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/LagHistogramStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LagHistogramStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LagHistogramStats as default
};
