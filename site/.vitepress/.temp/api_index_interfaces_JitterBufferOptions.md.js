import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: JitterBufferOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/JitterBufferOptions.md","filePath":"api/index/interfaces/JitterBufferOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/JitterBufferOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / JitterBufferOptions</p><h1 id="interface-jitterbufferoptions" tabindex="-1">Interface: JitterBufferOptions <a class="header-anchor" href="#interface-jitterbufferoptions" aria-label="Permalink to &quot;Interface: JitterBufferOptions&quot;">​</a></h1><p>The stream&#39;s frames, and how long a <a href="./../classes/JitterBuffer.html">JitterBuffer</a> keeps them.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bytesperframeplane" tabindex="-1">bytesPerFramePlane <a class="header-anchor" href="#bytesperframeplane" aria-label="Permalink to &quot;bytesPerFramePlane&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>bytesPerFramePlane</strong>: <code>number</code></p></blockquote><p>Bytes of one bit plane of one frame, 1..128: the width of the payloads that are pushed.</p><hr><h3 id="framems" tabindex="-1">frameMs <a class="header-anchor" href="#framems" aria-label="Permalink to &quot;frameMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frameMs</strong>: <code>number</code></p></blockquote><p>Duration of a latent frame, 0.001..60000 ms.</p><hr><h3 id="maxdelayms" tabindex="-1">maxDelayMs <a class="header-anchor" href="#maxdelayms" aria-label="Permalink to &quot;maxDelayMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxDelayMs</strong>: <code>number</code></p></blockquote><p>Maximum of queued audio, frameMs..600000 ms; beyond it the oldest frames are dropped and reported.</p><hr><h3 id="schedule" tabindex="-1">schedule? <a class="header-anchor" href="#schedule" aria-label="Permalink to &quot;schedule?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>schedule?</strong>: <a href="./PlayoutSchedule.html"><code>PlayoutSchedule</code></a></p></blockquote><p>When frames are handed out or reported lost.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">an EagerSchedule</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/JitterBufferOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const JitterBufferOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  JitterBufferOptions as default
};
