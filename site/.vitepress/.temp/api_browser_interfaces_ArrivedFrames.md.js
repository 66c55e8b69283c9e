import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ArrivedFrames","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/ArrivedFrames.md","filePath":"api/browser/interfaces/ArrivedFrames.md"}');
const _sfc_main = { name: "api/browser/interfaces/ArrivedFrames.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / ArrivedFrames</p><h1 id="interface-arrivedframes" tabindex="-1">Interface: ArrivedFrames <a class="header-anchor" href="#interface-arrivedframes" aria-label="Permalink to &quot;Interface: ArrivedFrames&quot;">​</a></h1><p>What has arrived of a stream, before it is decoded.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="block" tabindex="-1">block <a class="header-anchor" href="#block" aria-label="Permalink to &quot;block&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>block</strong>: <a href="./../../index/interfaces/FrameBlock.html"><code>FrameBlock</code></a> | <a href="./../../index/interfaces/SilentBlock.html"><code>SilentBlock</code></a></p></blockquote><hr><h3 id="epoch" tabindex="-1">epoch <a class="header-anchor" href="#epoch" aria-label="Permalink to &quot;epoch&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>epoch</strong>: <code>number</code></p></blockquote><p>Differs from that of the frames before where another stream has begun: its indices start over.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/ArrivedFrames.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ArrivedFrames = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ArrivedFrames as default
};
