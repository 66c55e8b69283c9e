import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: startBroadcast()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/startBroadcast.md","filePath":"api/index/functions/startBroadcast.md"}');
const _sfc_main = { name: "api/index/functions/startBroadcast.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / startBroadcast</p><h1 id="function-startbroadcast" tabindex="-1">Function: startBroadcast() <a class="header-anchor" href="#function-startbroadcast" aria-label="Permalink to &quot;Function: startBroadcast()&quot;">​</a></h1><blockquote><p><strong>startBroadcast</strong>(<code>options</code>): <a href="./../interfaces/Broadcast.html"><code>Broadcast</code></a></p></blockquote><p>Audio → encoder → sender: one live stream, from its first sample to its end.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/BroadcastOptions.html"><code>BroadcastOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Broadcast.html"><code>Broadcast</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; <code>done</code> rejects with CodecError where the relay refuses or the model fails, and with what a function of the user throws</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/startBroadcast.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const startBroadcast = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  startBroadcast as default
};
