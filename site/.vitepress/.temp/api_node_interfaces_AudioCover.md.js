import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AudioCover","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/AudioCover.md","filePath":"api/node/interfaces/AudioCover.md"}');
const _sfc_main = { name: "api/node/interfaces/AudioCover.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / AudioCover</p><h1 id="interface-audiocover" tabindex="-1">Interface: AudioCover <a class="header-anchor" href="#interface-audiocover" aria-label="Permalink to &quot;Interface: AudioCover&quot;">​</a></h1><p>A picture that belongs to audio.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bytes" tabindex="-1">bytes <a class="header-anchor" href="#bytes" aria-label="Permalink to &quot;bytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>bytes</strong>: <code>Uint8Array</code></p></blockquote><p>The picture&#39;s file.</p><hr><h3 id="mimetype" tabindex="-1">mimeType <a class="header-anchor" href="#mimetype" aria-label="Permalink to &quot;mimeType&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>mimeType</strong>: <code>string</code></p></blockquote><p>As <code>image/jpeg</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/AudioCover.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioCover = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioCover as default
};
