import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openRelayLog()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/functions/openRelayLog.md","filePath":"api/node/relay/functions/openRelayLog.md"}');
const _sfc_main = { name: "api/node/relay/functions/openRelayLog.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / openRelayLog</p><h1 id="function-openrelaylog" tabindex="-1">Function: openRelayLog() <a class="header-anchor" href="#function-openrelaylog" aria-label="Permalink to &quot;Function: openRelayLog()&quot;">​</a></h1><blockquote><p><strong>openRelayLog</strong>(<code>options</code>, <code>output</code>, <code>clock?</code>): <code>Promise</code>&lt;<a href="./../interfaces/RelayLog.html"><code>RelayLog</code></a>&gt;</p></blockquote><p>Opens a relay&#39;s log. Lines of one kind are limited to ten a second, with a count of the others; no line holds a token.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/LogOptions.html"><code>LogOptions</code></a></p><h3 id="output" tabindex="-1">output <a class="header-anchor" href="#output" aria-label="Permalink to &quot;output&quot;">​</a></h3><p><code>Writable</code></p><p>where its errors are of no consequence: what cannot be written is dropped</p><h3 id="clock" tabindex="-1">clock? <a class="header-anchor" href="#clock" aria-label="Permalink to &quot;clock?&quot;">​</a></h3><p><a href="./../../../index/interfaces/Clock.html"><code>Clock</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/RelayLog.html"><code>RelayLog</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED where a package is missing</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/functions/openRelayLog.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openRelayLog = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openRelayLog as default
};
