import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BroadcastResult","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/BroadcastResult.md","filePath":"api/index/interfaces/BroadcastResult.md"}');
const _sfc_main = { name: "api/index/interfaces/BroadcastResult.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / BroadcastResult</p><h1 id="interface-broadcastresult" tabindex="-1">Interface: BroadcastResult <a class="header-anchor" href="#interface-broadcastresult" aria-label="Permalink to &quot;Interface: BroadcastResult&quot;">​</a></h1><p>A broadcast that has ended.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./../../node/interfaces/MicrophoneResult.html"><code>MicrophoneResult</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="encoder" tabindex="-1">encoder <a class="header-anchor" href="#encoder" aria-label="Permalink to &quot;encoder&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>encoder</strong>: <a href="./EncoderStats.html"><code>EncoderStats</code></a></p></blockquote><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>Latent frames, silent ones counted.</p><hr><h3 id="samples" tabindex="-1">samples <a class="header-anchor" href="#samples" aria-label="Permalink to &quot;samples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>samples</strong>: <code>number</code></p></blockquote><p>Samples per channel at the codec&#39;s rate.</p><hr><h3 id="sender" tabindex="-1">sender <a class="header-anchor" href="#sender" aria-label="Permalink to &quot;sender&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sender</strong>: <a href="./SenderStats.html"><code>SenderStats</code></a></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/BroadcastResult.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BroadcastResult = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BroadcastResult as default
};
